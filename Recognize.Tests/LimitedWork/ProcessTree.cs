using System.Globalization;

namespace Recognize.Tests.LimitedWork;

/// <summary>What the kernel says of a process and its children.</summary>
internal static class ProcessTree
{
    /// <summary>The process and its children, by their ids.</summary>
    public static IEnumerable<int> Of(int processId) => Children(processId).Prepend(processId);

    /// <summary>None when it has ended.</summary>
    public static List<int> Children(int processId) => Directory.Exists($"/proc/{processId}/task")
        ? [.. Directory.GetDirectories($"/proc/{processId}/task")
            .SelectMany(thread => Read($"{thread}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Select(id => int.Parse(id, CultureInfo.InvariantCulture))]
        : [];

    /// <summary>A file of the kernel's; empty when the process has ended.</summary>
    public static string Read(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (IOException)
        {
            return "";
        }
    }
}
