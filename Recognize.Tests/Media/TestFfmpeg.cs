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
