namespace Recognize.Models;

/// <summary>
/// What kind of machine this is, as its owner says by <see cref="RecognizeSettings.Profile"/>. A profile sets defaults; each
/// single setting overrides its own.
/// </summary>
public enum MachineProfile
{
    /// <summary>All cores, and memory as it is needed.</summary>
    Ordinary,

    /// <summary>One core and 700 MB for worker, decoders, API and database.</summary>
    Small,
}

/// <summary>Reads the profile from the environment.</summary>
public static class MachineProfiles
{
    /// <summary>The profile of this machine.</summary>
    /// <exception cref="FormatException">The name is not that of a profile; the message says which there are.</exception>
    public static MachineProfile Current => Parse(RecognizeSettings.Read(RecognizeSettings.Profile));

    /// <param name="name">Null is <see cref="MachineProfile.Ordinary"/>.</param>
    /// <exception cref="FormatException">The name is not that of a profile.</exception>
    internal static MachineProfile Parse(string? name) => name?.Trim().ToLowerInvariant() switch
    {
        null or "" => MachineProfile.Ordinary,
        "small" => MachineProfile.Small,
        _ => throw new FormatException(
            $"{RecognizeSettings.Profile} is '{name}': give small, for a machine of little memory and one core, or leave it out."),
    };
}
