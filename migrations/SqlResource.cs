using System.Reflection;

namespace Recognize.Migrations;

/// <summary>Reads the SQL file that a migration carries out.</summary>
internal static class SqlResource
{
    public static string Read(string fileName)
    {
        var assembly = Assembly.GetExecutingAssembly();
        using var stream = assembly.GetManifestResourceStream($"{assembly.GetName().Name}.{fileName}")
            ?? throw new InvalidOperationException($"The migration file {fileName} is not embedded in the assembly.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
