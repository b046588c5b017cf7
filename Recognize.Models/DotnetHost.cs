namespace Recognize.Models;

/// <summary>What runs this program's assemblies.</summary>
public static class DotnetHost
{
    /// <summary>The one that runs this process, else the one that is found by its name, as under a test runner.</summary>
    public static string Program => Environment.ProcessPath is { } running && Path.GetFileNameWithoutExtension(running) == "dotnet"
        ? running
        : "dotnet";
}
