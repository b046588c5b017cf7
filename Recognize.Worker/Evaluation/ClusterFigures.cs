using Recognize.Models.Faces.Grouping;

namespace Recognize.Worker.Evaluation;

/// <summary>How well faces are grouped into people; definitions in <see cref="GroupingFigures"/>. Shares are 0..1.</summary>
/// <param name="Images">Labelled photos.</param>
/// <param name="Faces">Faces found in them, labelled or not; all of them were grouped.</param>
/// <param name="Groups">Groups that came out.</param>
/// <param name="BcubedPrecision">Over labelled photos; one without a face is a group of its own.</param>
/// <param name="BcubedRecall">Likewise.</param>
/// <param name="BcubedF1">Harmonic mean of the two.</param>
/// <param name="Purity">Share of grouped labelled faces that carry their group's majority label.</param>
/// <param name="Coverage">Share of the people with at least three photos that have a group.</param>
/// <param name="CombinedScore">Geometric mean of purity, coverage, completeness and grouped share.</param>
/// <param name="Churn">
/// The same photos coming in ten batches in random order: the greatest share of faces already grouped whose group a batch
/// changed.
/// </param>
/// <param name="Seconds">Time to read the photos and to group their faces once.</param>
/// <param name="PeakRssMiB">Largest resident set of the process.</param>
internal sealed record ClusterFigures(
    int Images, int Faces, int Groups, double BcubedPrecision, double BcubedRecall, double BcubedF1, double Purity,
    double Coverage, double CombinedScore, double Churn, double Seconds, double PeakRssMiB);

/// <summary>What an evaluation of grouping found.</summary>
/// <param name="Figures">The figures.</param>
/// <param name="OneRun">Details of the run over all photos.</param>
/// <param name="Batches">The same for the photos coming in batches.</param>
/// <param name="Agreement">BCubed F1 between the groups of the one run and those of the batches, over all faces.</param>
/// <param name="GroupingSeconds">The part of the time that grouping took.</param>
/// <param name="WithoutFace">Photos that were read and show no face.</param>
/// <param name="Unreadable">Photos that could not be read, with the reason.</param>
/// <param name="Unlabelled">Rows of the labels that name no person, and are left out.</param>
internal sealed record ClusterReport(
    ClusterFigures Figures, GroupingFigures OneRun, GroupingFigures Batches, double Agreement, double GroupingSeconds,
    IReadOnlyList<string> WithoutFace, IReadOnlyList<(string File, string Reason)> Unreadable, int Unlabelled);
