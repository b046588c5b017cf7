namespace Recognize.Models.People.Reclustering;

/// <summary>How far a recluster is. Stored as a small integer: never renumber.</summary>
public enum ReclusterState
{
    /// <summary>Asked for; a worker takes it up.</summary>
    Requested = 0,

    /// <summary>Being computed by whoever holds the lease.</summary>
    Running = 1,

    /// <summary>The preview can be looked at and applied.</summary>
    Ready = 2,

    Applied = 3,

    /// <summary>Was applied and taken back.</summary>
    Undone = 4,

    Cancelled = 5,

    /// <summary>The run's error says why.</summary>
    Failed = 6,
}

/// <summary>What a running recluster is at. Stored as a small integer: never renumber.</summary>
public enum ReclusterStage
{
    Waiting = 0,

    /// <summary>Faces are read.</summary>
    Reading = 1,

    /// <summary>What stays of named and confirmed people is worked out.</summary>
    Anchoring = 2,

    /// <summary>All other faces are grouped: most of the time.</summary>
    Grouping = 3,

    /// <summary>The result is compared with the people as they are, and judged.</summary>
    Comparing = 4,

    Storing = 5,
}
