namespace Recognize.Models.Deidentification.Measurement;

/// <summary>How an attacker goes about to tell who a covered face is. Each is allowed one wrong match in 1,000 strangers.</summary>
public enum CoverAttack
{
    /// <summary>Compares a covered face with plain photos, with the threshold for plain photos.</summary>
    Fixed,

    /// <summary>The same, with a threshold that suits covered faces.</summary>
    Calibrated,

    /// <summary>Covers the plain photos in the same way before comparing.</summary>
    Parrot,

    /// <summary>Has sixteen pictures of the face, covered at slightly different places as in a video, and compares their mean.</summary>
    Film,
}

/// <summary>One attack on faces covered in one way.</summary>
/// <param name="Attack">How.</param>
/// <param name="Recogniser">The network's file.</param>
/// <param name="Found">Probes whose person was found.</param>
public sealed record AttackFigure(CoverAttack Attack, string Recogniser, int Found);

/// <summary>All attacks on faces covered in one way.</summary>
/// <param name="Choice">The way.</param>
/// <param name="Probes">Faces looked for.</param>
/// <param name="Attacks">Each attack by each recogniser; those on films are left out where another one succeeds anyway.</param>
public sealed record CoverFigures(CoverChoice Choice, int Probes, IReadOnlyList<AttackFigure> Attacks)
{
    /// <summary>The most that any attack found.</summary>
    public int MostFound => Attacks.Max(attack => attack.Found);

    /// <summary>Upper 95 % bound of the share that the best attack finds.</summary>
    public double UpperBound => BinomialBound.Upper(MostFound, Probes);

    /// <summary>Whether every attack was tried.</summary>
    public bool IsComplete => Attacks.Any(attack => attack.Attack == CoverAttack.Film);
}

/// <summary>What a measurement gave.</summary>
/// <param name="Probes">Faces looked for, each with another photo of the same person in the gallery.</param>
/// <param name="StrangerPairs">Pairs of strangers that each threshold was taken from.</param>
/// <param name="Before">Probes that each recogniser finds when nothing is covered.</param>
/// <param name="After">The same for each way of covering.</param>
/// <param name="LeftOut">Photos that show no face or cannot be read.</param>
public sealed record CoverMeasurementReport(
    int Probes, long StrangerPairs, IReadOnlyList<(string Recogniser, int Found)> Before,
    IReadOnlyList<CoverFigures> After, int LeftOut);
