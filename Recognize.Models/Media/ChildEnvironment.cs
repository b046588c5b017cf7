using System.Diagnostics;

namespace Recognize.Models.Media;

/// <summary>The environment of processes that read strangers' files: secrets live in this one's, and they get none of it.</summary>
public static class ChildEnvironment
{
    /// <summary>Passes on these variables alone, where they are set, and has messages in English.</summary>
    public static void KeepOnly(ProcessStartInfo start, params IReadOnlyList<string> names)
    {
        var kept = names.Select(name => (Name: name, Value: Environment.GetEnvironmentVariable(name))).ToList();
        start.Environment.Clear();
        foreach (var (name, value) in kept.Where(variable => variable.Value is not null))
            start.Environment[name] = value;
        start.Environment["LC_ALL"] = "C";
    }
}
