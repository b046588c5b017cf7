using System.Diagnostics;

namespace Recognize.Tests.Media;

/// <summary>Makes small recordings with ffmpeg.</summary>
internal static class TestFfmpeg
{
    internal static void Make(params string[] arguments)
    {
        var start = new ProcessStartInfo("ffmpeg", ["-nostdin", "-v", "error", "-y", .. arguments])
        {
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, errors);
    }

    /// <summary>Two seconds of each picture, 320x180, ten a second.</summary>
    /// <param name="path">What is made.</param>
    /// <param name="sources">Pictures as filters make them, such as <c>color=red</c>.</param>
    /// <param name="keyframeEvery">Frames from one keyframe to the next.</param>
    internal static void MakeScenes(string path, IReadOnlyList<string> sources, int keyframeEvery = 5)
    {
        var inputs = sources.SelectMany(source => new[]
        {
            "-f", "lavfi", "-i", $"{source}{(source.Contains('=', StringComparison.Ordinal) ? ':' : '=')}size=320x180:rate=10:duration=2",
        });
        var joined = string.Concat(Enumerable.Range(0, sources.Count).Select(i => $"[{i}]"));
        Make(
        [
            .. inputs, "-filter_complex", $"{joined}concat=n={sources.Count}:v=1[v]", "-map", "[v]",
            "-c:v", "mpeg4", "-q:v", "3", "-g", $"{keyframeEvery}", "-sc_threshold", "1000000000", path,
        ]);
    }

    /// <summary>Four seconds of red, then of blue, with a tone.</summary>
    internal static void MakeVideo(string path, params string[] more) => Make(
    [
        "-f", "lavfi", "-i", "color=red:size=320x180:rate=10:duration=0.2",
        "-f", "lavfi", "-i", "color=blue:size=320x180:rate=10:duration=3.8",
        "-f", "lavfi", "-i", "sine=duration=4",
        "-filter_complex", "[0][1]concat=n=2:v=1[v]", "-map", "[v]", "-map", "2:a",
        "-c:v", "mpeg4", "-q:v", "3", "-g", "5", .. more, path,
    ]);
}
