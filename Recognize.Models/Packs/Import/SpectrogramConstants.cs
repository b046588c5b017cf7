namespace Recognize.Models.Packs.Import;

/// <summary>How a network for sounds wants its patches made: the figures and tables of the file itself.</summary>
/// <param name="Window">Factor of each sample of a frame.</param>
/// <param name="FrameStep">Samples from one frame to the next.</param>
/// <param name="FftLength">Samples of a transform; a frame is filled up with zeros at its end.</param>
/// <param name="Frames">Frames of a patch.</param>
/// <param name="Bands">Bands of a frame.</param>
/// <param name="Mel">Weight of each frequency in each band: [Bands, FftLength / 2 + 1], row-major, of magnitudes.</param>
/// <param name="Floor">Added to each band before its natural logarithm is taken.</param>
public sealed record SpectrogramConstants(
    float[] Window, int FrameStep, int FftLength, int Frames, int Bands, float[] Mel, float[] Floor);
