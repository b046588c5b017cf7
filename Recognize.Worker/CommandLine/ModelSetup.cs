using System.Globalization;
using Recognize.Models.Packs;

namespace Recognize.Worker.CommandLine;

/// <summary>Makes sure that models are there, and says plainly what is missing and how to get it.</summary>
internal sealed class ModelSetup(PackInstaller installer, Output output)
{
    public const string Preferred = "standard";
    public const string Fallback = "basic";

    public async Task EnsureAsync(CancellationToken cancellationToken)
    {
        var installation = await installer.EnsureAsync(
            Preferred, Fallback, new DownloadLines(output), cancellationToken);
        foreach (var task in installation.Serving)
            output.Line($"models: {task.Task} by {task.Version}");
        foreach (var note in installation.Notes)
            output.Line($"models: {note}");
    }

    /// <summary>One line when a file begins to come in.</summary>
    internal sealed class DownloadLines(Output output) : IProgress<ModelDownloadProgress>
    {
        private readonly Lock _lock = new();
        private readonly HashSet<string> _said = new(StringComparer.Ordinal);

        public void Report(ModelDownloadProgress value)
        {
            lock (_lock)
            {
                if (_said.Add(value.File.Name))
                {
                    output.Line(string.Create(
                        CultureInfo.InvariantCulture, $"models: fetching {value.File.Name} ({value.File.Bytes / 1e6:F1} MB)"));
                }
            }
        }
    }
}
