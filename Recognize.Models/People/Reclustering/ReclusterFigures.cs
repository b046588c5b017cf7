namespace Recognize.Models.People.Reclustering;

/// <summary>What a preview comes to, and how far it can be trusted.</summary>
/// <param name="Faces">Faces that were looked at.</param>
/// <param name="AnchoredPeople">People that stay whatever happens, since somebody said something about them.</param>
/// <param name="AnchoredFaces">Faces that stay with them: confirmed ones and the largest look of the others.</param>
/// <param name="Before">As it is.</param>
/// <param name="After">As it would be.</param>
/// <param name="Changes">People by what would happen to them; one person may count several times.</param>
/// <param name="MovedFaces">Faces that would be somewhere else.</param>
/// <param name="StartWaiting">Faces that would leave a person and be in none.</param>
/// <param name="StopWaiting">Faces that are in no group and would be in one.</param>
/// <param name="StartWaitingFaces">Some of them, the best first.</param>
/// <param name="StopWaitingFaces">Some of them, the best first.</param>
/// <param name="Churn">Share of the faces with a person that would have another one, or none.</param>
/// <param name="AgreementWithLive">BCubed figures against the groups as they are, which need not be right.</param>
/// <param name="Confirmed">Against what users and contacts confirmed; null where nothing is confirmed.</param>
/// <param name="Conflicts">What only a user can decide.</param>
/// <param name="Seconds">Time of the computation.</param>
public sealed record ReclusterFigures(
    int Faces,
    int AnchoredPeople,
    int AnchoredFaces,
    ReclusterCounts Before,
    ReclusterCounts After,
    ReclusterChangeCounts Changes,
    int MovedFaces,
    int StartWaiting,
    int StopWaiting,
    IReadOnlyList<Guid> StartWaitingFaces,
    IReadOnlyList<Guid> StopWaitingFaces,
    double Churn,
    BCubedFigures AgreementWithLive,
    ConfirmedFigures? Confirmed,
    int Conflicts,
    double Seconds);

/// <param name="People">People with at least one face.</param>
/// <param name="GroupedShare">Share of the faces that have a person.</param>
/// <param name="Waiting">Faces in no group.</param>
public sealed record ReclusterCounts(int People, double GroupedShare, int Waiting);

/// <summary>How many people each kind of change befalls.</summary>
public sealed record ReclusterChangeCounts(int Gain, int Lose, int Merge, int Split, int Appear, int Disappear);

/// <summary>BCubed precision, recall and F1, 0..1; a face in no group is a group of its own.</summary>
public sealed record BCubedFigures(double Precision, double Recall, double F1)
{
    /// <summary>With the harmonic mean of the two.</summary>
    public static BCubedFigures Of(double precision, double recall) =>
        new(precision, recall, precision + recall > 0 ? 2 * precision * recall / (precision + recall) : 0);
}

/// <summary>
/// Whether these settings find by themselves what is known for sure. Confirmed faces stay where they are, so the finished
/// groups agree with them by construction: these figures come from trials in which they may go anywhere.
/// </summary>
/// <param name="Faces">Confirmed faces that took part in the trials.</param>
/// <param name="Returned">Of them, how many would join their own person if they were new.</param>
/// <param name="Elsewhere">How many would join somebody else.</param>
/// <param name="Undecided">How many would join nobody.</param>
/// <param name="Freely">All confirmed faces grouped with each other alone, without any person given, against their people.</param>
public sealed record ConfirmedFigures(int Faces, int Returned, int Elsewhere, int Undecided, BCubedFigures Freely);

/// <summary>What applying a preview did.</summary>
/// <param name="MovedFaces">Faces that were moved.</param>
/// <param name="LeftAlone">Faces of the preview that were left, since they or their people had changed meanwhile.</param>
/// <param name="NewPeople">People made.</param>
/// <param name="RemovedPeople">People removed because no face was left.</param>
public sealed record ReclusterApplied(int MovedFaces, int LeftAlone, int NewPeople, int RemovedPeople);
