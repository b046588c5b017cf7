namespace Recognize.Worker.Backup;

/// <summary>A backup or restore that is refused or cannot go on: one sentence with the remedy. Nothing was changed.</summary>
internal sealed class BackupException(string message, Exception? cause = null) : Exception(message, cause);
