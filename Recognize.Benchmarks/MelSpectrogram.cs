using BenchmarkDotNet.Attributes;
using Recognize.Models.Media;
using Recognize.Models.Music;

namespace Recognize.Benchmarks;

/// <summary>Ten seconds of sound become what a network listens to.</summary>
[MemoryDiagnoser]
public class MelSpectrogram
{
    private readonly float[] _samples = new float[10 * AudioDecoder.SampleRate];

    [GlobalSetup]
    public void Make()
    {
        var random = new Random(1);
        for (var i = 0; i < _samples.Length; i++)
            _samples[i] = (random.NextSingle() * 2) - 1;
    }

    [Benchmark]
    public int Musicnn() => LogMelSpectrogram.Musicnn.Compute(_samples).Length;

    [Benchmark]
    public int Yamnet() => LogMelSpectrogram.Yamnet.Compute(_samples).Length;
}
