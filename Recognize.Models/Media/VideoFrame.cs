namespace Recognize.Models.Media;

/// <summary>One picture of a video: upright, in sRGB, and when it is shown, in seconds from the start.</summary>
public sealed record VideoFrame(double TimeSeconds, PixelImage Image) : IDisposable
{
    public void Dispose() => Image.Dispose();
}
