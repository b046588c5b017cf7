using Recognize.Models.Faces.Grouping;

namespace Recognize.Worker.Evaluation;

/// <summary>What grouping a large library costs.</summary>
/// <param name="Faces">Faces grouped from nothing.</param>
/// <param name="Seconds">Time of the grouping, from vectors in memory to the result.</param>
/// <param name="PeakRssMiB">Most memory that the process had resident, the vectors and the index included.</param>
/// <param name="AddOneMs">
/// Median time of one face more: look-up in the index, decision among those it named, and entry into the index.
/// </param>
internal sealed record ScaleFigures(int Faces, double Seconds, double PeakRssMiB, double AddOneMs);

/// <summary>An evaluation of scale, with what explains its figures.</summary>
/// <param name="Figures">The figures.</param>
/// <param name="Quality">The groups compared with who the faces are.</param>
/// <param name="GenerationSeconds">Time it took to make the faces.</param>
/// <param name="ProcessorSeconds">Processor time of the grouping, of all threads.</param>
/// <param name="IndexSeconds">Time it took to fill the index.</param>
/// <param name="AddOneP95Ms">What 95 of 100 faces more stayed under.</param>
/// <param name="Added">Faces added one by one.</param>
/// <param name="Joined">How many of them joined a person or founded one.</param>
internal sealed record ScaleReport(
    ScaleFigures Figures,
    GroupingFigures Quality,
    double GenerationSeconds,
    double ProcessorSeconds,
    double IndexSeconds,
    double AddOneP95Ms,
    int Added,
    int Joined);
