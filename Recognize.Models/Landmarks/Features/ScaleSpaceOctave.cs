using System.Numerics.Tensors;

namespace Recognize.Models.Landmarks.Features;

/// <summary>
/// One octave of a Gaussian scale space (Lowe 2004, section 3): level i is blurred to <see cref="SigmaOf"/>(i) pixels of
/// this octave. Owns its planes.
/// </summary>
internal sealed class ScaleSpaceOctave : IDisposable
{
    /// <summary>Scales that are searched in an octave (Lowe 2004, figure 3: most stable points at three).</summary>
    public const int Scales = 3;

    /// <summary>Blur of level 0, in pixels of the octave (Lowe 2004, section 3.3).</summary>
    public const float BaseSigma = 1.6f;

    // Two more on each side of the searched scales' differences, less one.
    private const int LevelCount = Scales + 3;

    private static readonly GaussianBlur[] Steps = [.. Enumerable.Range(1, LevelCount - 1).Select(level =>
    {
        var (before, after) = (SigmaOf(level - 1), SigmaOf(level));
        return new GaussianBlur(MathF.Sqrt((after * after) - (before * before)));
    })];

    private readonly GreyPlane[] _levels = new GreyPlane[LevelCount];

    /// <param name="first">Level 0, taken over.</param>
    /// <param name="pixel">Size of a pixel of this octave in pixels of the image the scale space is of.</param>
    public ScaleSpaceOctave(GreyPlane first, float pixel)
    {
        Pixel = pixel;
        _levels[0] = first;
        for (var level = 1; level < LevelCount; level++)
            _levels[level] = Steps[level - 1].Apply(_levels[level - 1]);
    }

    /// <summary>Size of a pixel of this octave in pixels of the image the scale space is of.</summary>
    public float Pixel { get; }

    public int Width => _levels[0].Width;

    public int Height => _levels[0].Height;

    /// <summary>Blur of a level, which may lie between two, in pixels of its octave.</summary>
    public static float SigmaOf(float level) => BaseSigma * MathF.Pow(2, level / Scales);

    public GreyPlane Level(int level) => _levels[level];

    /// <summary>The start of the next octave: twice the blur, half the size. The caller disposes it.</summary>
    public GreyPlane NextBase() => _levels[Scales].Halve();

    /// <summary>Differences of neighbouring levels; the caller disposes them.</summary>
    public GreyPlane[] Differences()
    {
        var differences = new GreyPlane[LevelCount - 1];
        for (var i = 0; i < differences.Length; i++)
        {
            differences[i] = GreyPlane.Rent(Width, Height);
            TensorPrimitives.Subtract(_levels[i + 1].Values, _levels[i].Values, differences[i].Values);
        }
        return differences;
    }

    public void Dispose()
    {
        foreach (var level in _levels)
            level.Dispose();
    }
}
