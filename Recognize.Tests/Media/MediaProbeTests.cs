using System.Runtime.Versioning;
using System.Text;
using Recognize.Models.Media;

namespace Recognize.Tests.Media;

public sealed class MediaProbeTests : IDisposable
{
    private readonly MediaFolder _folder = new();
    private readonly MediaProbe _probe = new(new MediaOptions());

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Read_TellsTagsAndDuration_OfATrack()
    {
        TestFfmpeg.Make("-f", "lavfi", "-i", "sine=duration=2:sample_rate=22050", "-metadata", "title=A tone",
            "-metadata", "artist=Nobody", "-metadata", "album=Tones", "-metadata", "genre=Test",
            "-metadata", "track=3/12", "-metadata", "date=1987-06-05", _folder["tone.flac"]);

        var facts = Read("tone.flac");

        Assert.Equal((true, false, "flac"), (facts.HasAudio, facts.HasVideo, facts.AudioCodec));
        Assert.Equal(2, facts.Duration!.Value.TotalSeconds, 1);
        Assert.Equal(("A tone", "Nobody", "Tones", "Test"), (facts.Title, facts.Artist, facts.Album, facts.Genre));
        Assert.Equal((3, 1987, 22050, 1), (facts.TrackNumber, facts.Year, facts.SampleRate, facts.Channels));
    }

    [Fact]
    public void Read_TellsUprightSizeAndTime_OfAVideo()
    {
        TestFfmpeg.MakeVideo(_folder["stored.mp4"], "-metadata", "creation_time=2021-05-06T07:08:09Z");
        TestFfmpeg.Make("-i", _folder["stored.mp4"], "-c", "copy", "-metadata:s:v", "rotate=90", _folder["turned.mp4"]);

        var stored = Read("stored.mp4");
        var turned = Read("turned.mp4");

        Assert.Equal((320, 180, true), (stored.Width, stored.Height, stored.HasVideo));
        Assert.Equal(new DateTimeOffset(2021, 5, 6, 7, 8, 9, TimeSpan.Zero), stored.CreatedAt);
        Assert.Equal((180, 320), (turned.Width, turned.Height));
        Assert.Contains(turned.RotationDegrees, new[] { 90, 270 });
    }

    [Theory]
    [InlineData("-tone.mp3")]
    [InlineData("a:b?c%20 %d [x].mp3")]
    [InlineData("line\nbreak.mp3")]
    public void Read_ReadsFiles_WhateverTheirNames(string name)
    {
        TestFfmpeg.Make("-f", "lavfi", "-i", "sine=duration=1", _folder["tone.mp3"]);
        File.Move(_folder["tone.mp3"], _folder[name]);

        Assert.True(Read(name).HasAudio);
    }

    [Theory]
    [InlineData("#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:1,\nfile://{0}\n#EXT-X-ENDLIST\n")]
    [InlineData("ffconcat version 1.0\nfile '{0}'\n")]
    public void Read_RefusesPlaylists_ThatWouldOpenOtherFiles(string playlist)
    {
        TestFfmpeg.Make("-f", "lavfi", "-i", "sine=duration=1", _folder["secret.ts"]);
        _folder.Write("innocent.mp4", Encoding.UTF8.GetBytes(
            playlist.Replace("{0}", _folder["secret.ts"], StringComparison.Ordinal)));

        Assert.Contains("text", RefusalOf("innocent.mp4"), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_SaysPlainly_WhatIsWrong()
    {
        _folder.Write("empty.mp3", []);
        _folder.Write("text.mp3", "Dear diary"u8);
        _folder.Write("zeros.wav", new byte[5000]);
        _folder.Write("photo.mp4", DrawnPhoto.Jpeg());
        TestFfmpeg.Make("-f", "lavfi", "-i", "sine=duration=3", _folder["whole.m4a"]);
        var whole = File.ReadAllBytes(_folder["whole.m4a"]);
        _folder.Write("cut.m4a", whole.AsSpan(0, whole.Length / 2));

        Assert.Equal("The file is empty.", RefusalOf("empty.mp3"));
        Assert.Contains("text", RefusalOf("text.mp3"), StringComparison.Ordinal);
        Assert.Contains("zeros", RefusalOf("zeros.wav"), StringComparison.Ordinal);
        Assert.Contains("JPEG photo", RefusalOf("photo.mp4"), StringComparison.Ordinal);
        Assert.Contains("damaged or incomplete", RefusalOf("cut.m4a"), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_LetsFileTroubleThrough_AndNamesAMissingProgram()
    {
        _folder.Write("tone.mp3", [1, 2, 3]);
        var without = new MediaProbe(new MediaOptions { FfprobePath = _folder["no-such-program"] });
        var token = TestContext.Current.CancellationToken;

        Assert.Throws<FileNotFoundException>(() => Read("gone.mp3"));
        var missing = Assert.Throws<InvalidOperationException>(() => without.Read(_folder["tone.mp3"], token));
        Assert.Contains("Install ffmpeg", missing.Message, StringComparison.Ordinal);
    }

    [Fact]
    [SupportedOSPlatform("linux")]
    public void Read_KillsAProgram_ThatTakesTooLong()
    {
        var program = _folder.Write("slow", "#!/bin/sh\nexec sleep 60\n"u8);
        File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        _folder.Write("tone.mp3", [1, 2, 3]);
        var slow = new MediaProbe(
            new MediaOptions { FfprobePath = program, ProbeTimeout = TimeSpan.FromMilliseconds(300) });

        var refusal = Assert.Throws<UnreadableMediaException>(
            () => slow.Read(_folder["tone.mp3"], TestContext.Current.CancellationToken));

        Assert.Contains("took longer", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Extract_TakesAnUprightFrame_AfterTheFirstSecond()
    {
        TestFfmpeg.MakeVideo(_folder["stored.mp4"]);
        TestFfmpeg.Make("-i", _folder["stored.mp4"], "-c", "copy", "-metadata:s:v", "rotate=90", _folder["turned.mp4"]);

        using var stored = Extract("stored.mp4", 160);
        using var turned = Extract("turned.mp4", 4000);

        Assert.Equal((160, 90), (stored.Width, stored.Height));
        Assert.Equal((180, 320), (turned.Width, turned.Height));
        DrawnPhoto.AssertNear((0, 0, 254), DrawnPhoto.Quarter(stored, 0, 0), 6);
        DrawnPhoto.AssertNear((0, 0, 254), DrawnPhoto.Quarter(turned, 1, 1), 6);
    }

    [Fact]
    public void Extract_RefusesATrack_AndAVideoWithoutItsPictures()
    {
        TestFfmpeg.Make("-f", "lavfi", "-i", "sine=duration=1", _folder["tone.mp3"]);
        TestFfmpeg.MakeVideo(_folder["video.mp4"], "-movflags", "+faststart");
        var facts = Read("video.mp4");
        var whole = File.ReadAllBytes(_folder["video.mp4"]);
        whole.AsSpan(whole.AsSpan().IndexOf("mdat"u8) + 4).Clear();
        _folder.Write("video.mp4", whole);

        Assert.Throws<UnreadableMediaException>(() => Extract("tone.mp3", 160));
        var refusal = Assert.Throws<UnreadableMediaException>(() => new VideoPosterExtractor(new MediaOptions())
            .Extract(_folder["video.mp4"], facts, 160, TestContext.Current.CancellationToken));
        Assert.Contains("No picture", refusal.Message, StringComparison.Ordinal);
    }

    private MediaFacts Read(string name) => _probe.Read(_folder[name], TestContext.Current.CancellationToken);

    private PixelImage Extract(string name, int maxEdge) => new VideoPosterExtractor(new MediaOptions())
        .Extract(_folder[name], Read(name), maxEdge, TestContext.Current.CancellationToken);

    private string RefusalOf(string name)
    {
        var refusal = Assert.Throws<UnreadableMediaException>(() => Read(name));
        Assert.DoesNotContain(_folder.Root, refusal.Message, StringComparison.Ordinal);
        return refusal.Message;
    }
}
