using Npgsql;
using Recognize.Models.Persistence;

namespace Recognize.Worker.Scanning;

/// <summary>Hands a batch of files to a statement, as arrays of equal length.</summary>
internal static class FileParameters
{
    /// <summary>Path, kind, type, size, time and date, one array each.</summary>
    public static void AddTo(NpgsqlCommand command, IReadOnlyList<WalkedFile> files)
    {
        command.Parameters.Add(new() { Value = files.Select(file => file.RelativePath).ToArray() });
        command.Parameters.Add(new() { Value = files.Select(file => (short)file.Format.Kind).ToArray() });
        command.Parameters.Add(new() { Value = files.Select(file => file.Format.MimeType).ToArray() });
        command.Parameters.Add(new() { Value = files.Select(file => file.SizeBytes).ToArray() });
        command.Parameters.Add(new() { Value = files.Select(file => file.ModifiedTicks).ToArray() });
        command.Parameters.Add(new() { Value = files.Select(file => PostgresTime.FromTicks(file.ModifiedTicks)).ToArray() });
    }
}
