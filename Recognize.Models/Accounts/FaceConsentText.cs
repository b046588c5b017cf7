namespace Recognize.Models.Accounts;

/// <summary>
/// The text an owner agrees to before any face is looked at. A changed text gets a new version. One that asks for more
/// counts for nobody who agreed to an earlier one: face work pauses until they have answered anew.
/// </summary>
/// <param name="Version">The day it was written.</param>
/// <param name="Text">As it is shown, in lines of at most 88 characters.</param>
public sealed record FaceConsentText(string Version, string Text)
{
    /// <summary>Earlier versions whose "yes" still holds, since this one asks for nothing that they did not.</summary>
    public IReadOnlyList<string> AlsoAgreed { get; init; } = [];

    /// <summary>The text that is shown now.</summary>
    public static FaceConsentText Current { get; } = new(
        "2026-11-22",
        """
        Face recognition finds faces in this library's photos, computes a mathematical
        fingerprint of each (biometric data) and groups those that look alike, so that you
        can browse by person.

        Stored are, for each face, its place in the photo, its quality and the fingerprint; for
        each person a name, if you give one, and which faces are theirs. They lie in the
        database of this machine, fingerprints encrypted, and go nowhere else. Age, gender,
        ethnicity and emotions are never inferred.

        You can switch it off at any time: no face is looked at from that moment on, and what
        was found stays until you erase it ("./recognize erase faces NAME", on this machine).
        Contacts are looked for only after you have said of each that they agreed.
        Please make sure that the people you photograph would agree.
        """)
    {
        // The same uses, told in more words.
        AlsoAgreed = ["2026-11"],
    };

    /// <summary>Whether a "yes" to a version is one to this text, too.</summary>
    public bool IsAgreedBy(string version) =>
        version == Version || AlsoAgreed.Contains(version, StringComparer.Ordinal);
}
