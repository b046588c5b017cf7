using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Recognize.Models.Media;

namespace Recognize.Tests.Media;

public sealed class AudioDecoderTests : IDisposable
{
    private readonly MediaFolder _folder = new();
    private readonly AudioDecoder _decoder = new(new MediaOptions());

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("tone.wav", "pcm_s16le")]
    [InlineData("tone.flac", "flac")]
    [InlineData("tone.mp3", "libmp3lame")]
    [InlineData("tone.m4a", "aac")]
    public void Decode_GivesMonoSamples_OfAnyFormat(string name, string codec)
    {
        TestFfmpeg.Make(
            "-f", "lavfi", "-i", "sine=frequency=440:duration=2:sample_rate=44100", "-ac", "2", "-c:a", codec, _folder[name]);

        var samples = Decode(name, 0, 5);

        Assert.InRange(samples.Length, 31_900, 33_600);
        // ffmpeg's tone has an amplitude of 1/8.
        Assert.InRange(samples[4000..28_000].Max(), 0.115f, 0.135f);
        Assert.Equal(440, Frequency(samples[8000..24_000]), 2.0);
    }

    [Fact]
    public void Decode_JumpsToTheStretch()
    {
        TestFfmpeg.Make(
            "-f", "lavfi", "-i", "sine=frequency=300:duration=10", "-f", "lavfi", "-i", "sine=frequency=900:duration=10",
            "-filter_complex", "[0][1]concat=n=2:v=0:a=1", _folder["two.flac"]);

        var first = Decode("two.flac", 4, 2);
        var second = Decode("two.flac", 14, 2);

        Assert.Equal((32_000, 32_000), (first.Length, second.Length));
        Assert.Equal(300, Frequency(first[..16_000]), 2.0);
        Assert.Equal(900, Frequency(second[..16_000]), 2.0);
    }

    [Fact]
    public void Decode_GivesNothing_AfterTheEnd()
    {
        TestFfmpeg.Make("-f", "lavfi", "-i", "sine=duration=2", _folder["tone.wav"]);

        Assert.Empty(Decode("tone.wav", 10, 2));
        Assert.InRange(Decode("tone.wav", 1.5, 2).Length, 7_900, 8_100);
    }

    [Fact]
    public void Decode_StaysWithinOne_WhateverTheFileHolds()
    {
        float[] wild = [float.NaN, float.PositiveInfinity, float.NegativeInfinity, 1e30f, 0.25f, -7];
        var raw = new float[16_000];
        for (var index = 0; index < raw.Length; index++)
            raw[index] = wild[index % wild.Length];
        _folder.Write("wild.f32", MemoryMarshal.AsBytes<float>(raw));
        TestFfmpeg.Make("-f", "f32le", "-ar", "16000", "-ac", "1", "-i", _folder["wild.f32"], "-c:a", "pcm_f32le", _folder["wild.wav"]);

        var samples = Decode("wild.wav", 0, 2);

        Assert.Equal(16_000, samples.Length);
        Assert.All(samples, sample => Assert.InRange(sample, -1, 1));
        Assert.Equal([0, 1, -1, 1, 0.25f, -1], samples[..6]);
    }

    [Fact]
    public void Decode_SaysPlainly_WhatIsWrong()
    {
        _folder.Write("empty.mp3", []);
        _folder.Write("text.mp3", "Dear diary"u8);
        TestFfmpeg.Make("-f", "lavfi", "-i", "color=red:size=64x64:duration=1", "-c:v", "mpeg4", _folder["silent.mp4"]);

        Assert.Equal("The file is empty.", RefusalOf("empty.mp3"));
        Assert.Contains("No sound can be decoded", RefusalOf("text.mp3"), StringComparison.Ordinal);
        Assert.Contains("No sound can be decoded", RefusalOf("silent.mp4"), StringComparison.Ordinal);
        Assert.Throws<FileNotFoundException>(() => Decode("gone.mp3", 0, 1));
    }

    [Fact]
    public void Decode_GivesWhatIsThere_OfACutFile()
    {
        TestFfmpeg.Make("-f", "lavfi", "-i", "sine=duration=10", "-c:a", "libmp3lame", _folder["whole.mp3"]);
        var whole = File.ReadAllBytes(_folder["whole.mp3"]);
        _folder.Write("cut.mp3", whole.AsSpan(0, whole.Length / 2));

        Assert.InRange(Decode("cut.mp3", 0, 20).Length, 70_000, 90_000);
    }

    [Fact]
    [SupportedOSPlatform("linux")]
    public void Decode_KillsAProgram_ThatTakesTooLongOrIsNotWanted()
    {
        var program = _folder.Write("slow", "#!/bin/sh\nexec sleep 60\n"u8);
        File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        _folder.Write("tone.mp3", [1, 2, 3]);
        var slow = new AudioDecoder(new MediaOptions { FfmpegPath = program, AudioTimeout = TimeSpan.FromMilliseconds(300) });
        var patient = new AudioDecoder(new MediaOptions { FfmpegPath = program });
        using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));

        var refusal = Assert.Throws<UnreadableMediaException>(() => slow.Decode(
            _folder["tone.mp3"], TimeSpan.Zero, TimeSpan.FromSeconds(1), TestContext.Current.CancellationToken));
        Assert.ThrowsAny<OperationCanceledException>(
            () => patient.Decode(_folder["tone.mp3"], TimeSpan.Zero, TimeSpan.FromSeconds(1), stop.Token));

        Assert.Contains("took longer", refusal.Message, StringComparison.Ordinal);
    }

    private float[] Decode(string name, double start, double length) => _decoder.Decode(
        _folder[name], TimeSpan.FromSeconds(start), TimeSpan.FromSeconds(length), TestContext.Current.CancellationToken);

    private string RefusalOf(string name) =>
        Assert.Throws<UnreadableMediaException>(() => Decode(name, 0, 1)).Message;

    // Crossings of zero upwards in one second.
    private static double Frequency(float[] samples) =>
        samples.Zip(samples.Skip(1)).Count(pair => pair.First < 0 && pair.Second >= 0) * 16_000.0 / samples.Length;
}
