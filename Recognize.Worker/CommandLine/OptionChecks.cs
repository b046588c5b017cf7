using System.CommandLine;
using System.CommandLine.Parsing;

namespace Recognize.Worker.CommandLine;

/// <summary>Checks values of options while the command line is read.</summary>
internal static class OptionChecks
{
    /// <summary>Refuses a value with the message that is given for it; null lets it pass.</summary>
    /// <remarks>A value that is none of the type at all is refused by the parser, in its own words.</remarks>
    public static void Check<T>(this Option<T> option, Func<T?, string?> fault) => option.Validators.Add(result =>
    {
        if (IsOfType<T>(result, out var value) && fault(value) is { } message)
            result.AddError(message);
    });

    /// <summary>Refuses a number below or above what is allowed.</summary>
    public static void Bound(this Option<int> option, int least, int most) => option.Check(
        value => value < least || value > most ? $"{option.Name} must lie between {least} and {most}." : null);

    /// <summary>Refuses a folder that is not there; none at all may be given where the option may be left out.</summary>
    public static void MustExist<T>(this Option<T> option) where T : FileSystemInfo? => option.Check(
        folder => folder is { Exists: false } ? $"There is no folder '{folder}'." : null);

    private static bool IsOfType<T>(OptionResult result, out T? value)
    {
        try
        {
            value = result.GetValueOrDefault<T>();
            return true;
        }
        catch (InvalidOperationException)
        {
            // There is no other way to ask.
            value = default;
            return false;
        }
    }
}
