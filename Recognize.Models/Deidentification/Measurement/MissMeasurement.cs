using Recognize.Models.Faces;
using Recognize.Models.Inference;
using Recognize.Models.Media;
using Recognize.Models.Media.Photos;

namespace Recognize.Models.Deidentification.Measurement;

/// <summary>Faces that an export would not have seen, of photos shown in one way.</summary>
/// <param name="Shown">How, in words.</param>
/// <param name="Missed">Faces of which no found box covers the middle.</param>
/// <param name="Faces">Faces shown.</param>
public sealed record MissFigure(string Shown, int Missed, int Faces);

/// <summary>
/// Measures how many faces are not even found, and so would stay as they are: labelled photos as they are, shrunk until the
/// face is small, laid on their side, and turned dark. Reads only.
/// </summary>
/// <param name="decoder">Reads the photos.</param>
/// <param name="detector">Looks for faces.</param>
/// <param name="threads">Photos worked on at the same time.</param>
public sealed class MissMeasurement(PhotoDecoder decoder, FaceRecognizer detector, int threads)
{
    private const int EdgePixels = 640;
    private const int QuarterRight = 6;

    /// <summary>Pixels on each side of a shrunk photo, as in a larger scene.</summary>
    private const int Around = 640;

    /// <param name="photos">Each with a face that is labelled; those whose face is not found as they are do not count.</param>
    /// <param name="cancellationToken">Stops between two photos.</param>
    public IReadOnlyList<MissFigure> Run(IReadOnlyList<string> photos, CancellationToken cancellationToken)
    {
        (string Shown, Func<PixelImage, ScoredBox, (PixelImage Image, ScoredBox Box)> Show)[] ways =
        [
            ("as it is", (image, box) => (Copy(image), box)),
            ("face of 32 pixels", (image, box) => Far(image, box, 32)),
            ("face of 16 pixels", (image, box) => Far(image, box, 16)),
            ("face of 10 pixels", (image, box) => Far(image, box, 10)),
            ("on its side", OnItsSide),
            ("a tenth of the light", Dark),
        ];
        var (missed, shown) = (new int[ways.Length], 0);
        Parallel.ForEach(
            photos, new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancellationToken },
            path =>
            {
                using var photo = decoder.Decode(path, EdgePixels, cancellationToken);
                var faces = detector.Detect(photo.Image, photo.Image.Width, photo.Image.Height, cancellationToken).Faces;
                if (faces.Count == 0)
                    return;
                Interlocked.Increment(ref shown);
                var largest = faces.MaxBy(face => face.Box.Width)!.Box;
                var box = new ScoredBox(
                    largest.X * photo.Image.Width, largest.Y * photo.Image.Height,
                    largest.Width * photo.Image.Width, largest.Height * photo.Image.Height, 1);
                for (var way = 0; way < ways.Length; way++)
                {
                    var (image, place) = ways[way].Show(photo.Image, box);
                    using (image)
                    {
                        if (!IsSeen(image, place, cancellationToken))
                            Interlocked.Increment(ref missed[way]);
                    }
                }
            });
        return [.. ways.Select((way, at) => new MissFigure(way.Shown, missed[at], shown))];
    }

    private bool IsSeen(PixelImage image, ScoredBox box, CancellationToken cancellationToken)
    {
        var (x, y) = ((box.X + (box.Width / 2)) / image.Width, (box.Y + (box.Height / 2)) / image.Height);
        return detector.FindAll(image, quickly: false, cancellationToken).Any(face =>
            face.All.X <= x && x <= face.All.X + face.All.Width && face.All.Y <= y && y <= face.All.Y + face.All.Height);
    }

    private static PixelImage Copy(PixelImage image) => PixelResizer.Resize(image, int.MaxValue);

    /// <summary>Shrunk, in the middle of a grey scene.</summary>
    private static (PixelImage, ScoredBox) Far(PixelImage image, ScoredBox box, float width)
    {
        var scale = width / box.Width;
        using var small = PixelResizer.Resize(image, Math.Max(1, (int)(Math.Max(image.Width, image.Height) * scale)));
        scale = (float)small.Width / image.Width;
        var scene = PixelImage.Rent(Around + small.Width, Around + small.Height);
        scene.Pixels.Fill(110);
        for (var y = 0; y < small.Height; y++)
        {
            small.Pixels.Slice(y * small.Width * 3, small.Width * 3)
                .CopyTo(scene.Pixels[((((y + (Around / 2)) * scene.Width) + (Around / 2)) * 3)..]);
        }
        return (scene, new ScoredBox(
            (box.X * scale) + (Around / 2), (box.Y * scale) + (Around / 2), box.Width * scale, box.Height * scale, 1));
    }

    private static (PixelImage, ScoredBox) OnItsSide(PixelImage image, ScoredBox box) => (
        PixelOrientation.Apply(Copy(image), QuarterRight),
        new ScoredBox(image.Height - box.Y - box.Height, box.X, box.Height, box.Width, 1));

    private static (PixelImage, ScoredBox) Dark(PixelImage image, ScoredBox box)
    {
        var dark = Copy(image);
        foreach (ref var value in dark.Pixels)
            value = (byte)(value / 10);
        return (dark, box);
    }
}
