using System.Reflection;

namespace Recognize.Models;

/// <summary>Version of this program.</summary>
public static class ProgramVersion
{
    /// <summary>As <c>major.minor.patch</c>.</summary>
    public static string Text { get; } =
        typeof(ProgramVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?
            .InformationalVersion.Split('+')[0] ?? "0.0.0";
}
