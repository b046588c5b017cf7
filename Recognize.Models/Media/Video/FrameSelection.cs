namespace Recognize.Models.Media.Video;

/// <summary>
/// Keeps of a stream of pictures those that differ most: a picture that looks like the one before it says nothing new,
/// and when more are kept than wanted, the one that differs least from its forerunner goes.
/// </summary>
/// <param name="most">How many to keep.</param>
internal sealed class FrameSelection(int most)
{
    /// <summary>
    /// Mean difference of coarse cells, 0..255, under which two pictures show the same: above a still scene's noise,
    /// below one person walking through a wide view.
    /// </summary>
    private const double SamePicture = 2.5;

    private const int CellsPerSide = 16;

    private readonly List<KeptFrame> _kept = [];

    /// <summary>What was kept, in order: each picture with its place in the stream.</summary>
    public IReadOnlyList<(int Index, PixelImage Image)> Frames => [.. _kept.Select(frame => (frame.Index, frame.Image))];

    /// <summary>Looks at the next picture, and takes it over: it is kept or disposed.</summary>
    public void Offer(int index, PixelImage image)
    {
        var cells = Cells(image);
        var difference = _kept.Count == 0 ? double.MaxValue : Difference(_kept[^1].Cells, cells);
        if (difference < SamePicture)
        {
            image.Dispose();
            return;
        }
        _kept.Add(new KeptFrame(index, image, cells) { Difference = difference });
        if (_kept.Count > most)
            DropTheLeast();
    }

    /// <summary>Gives all pictures back.</summary>
    public void Clear()
    {
        foreach (var frame in _kept)
            frame.Image.Dispose();
        _kept.Clear();
    }

    private void DropTheLeast()
    {
        var least = 1;
        for (var i = 2; i < _kept.Count; i++)
        {
            if (_kept[i].Difference < _kept[least].Difference)
                least = i;
        }
        _kept[least].Image.Dispose();
        _kept.RemoveAt(least);
        if (least < _kept.Count)
            _kept[least].Difference = Difference(_kept[least - 1].Cells, _kept[least].Cells);
    }

    /// <summary>Mean colour of a grid of cells: red, green, blue, 0..255.</summary>
    private static float[] Cells(PixelImage image)
    {
        var sums = new float[CellsPerSide * CellsPerSide * 3];
        var counts = new int[CellsPerSide * CellsPerSide];
        var pixels = image.Pixels;
        // Every fourth pixel of every fourth row is plenty for a mean.
        for (var y = 0; y < image.Height; y += 4)
        {
            var row = y * CellsPerSide / image.Height * CellsPerSide;
            for (var x = 0; x < image.Width; x += 4)
            {
                var cell = row + (x * CellsPerSide / image.Width);
                var at = ((y * image.Width) + x) * 3;
                counts[cell]++;
                for (var channel = 0; channel < 3; channel++)
                    sums[(cell * 3) + channel] += pixels[at + channel];
            }
        }
        for (var cell = 0; cell < counts.Length; cell++)
        {
            for (var channel = 0; channel < 3; channel++)
                sums[(cell * 3) + channel] /= Math.Max(1, counts[cell]);
        }
        return sums;
    }

    private static double Difference(float[] a, float[] b)
    {
        double sum = 0;
        for (var i = 0; i < a.Length; i++)
            sum += Math.Abs(a[i] - b[i]);
        return sum / a.Length;
    }

    private sealed record KeptFrame(int Index, PixelImage Image, float[] Cells)
    {
        /// <summary>From the one kept before it.</summary>
        public required double Difference { get; set; }
    }
}
