namespace Recognize.Models.People.Acts;

/// <summary>What somebody did to people or faces. Stored as a small integer: never renumber.</summary>
public enum ActKind
{
    Name = 0,
    Merge = 1,
    Split = 2,
    Move = 3,
    Confirm = 4,

    /// <summary>"Not this person", for good.</summary>
    Reject = 5,

    Ignore = 6,
    Hide = 7,
    Cover = 8,

    /// <summary>A face was drawn that no detector had found.</summary>
    Draw = 9,

    /// <summary>Two groups were said to be two people.</summary>
    Different = 10,

    /// <summary>The rule that a photo shows nobody twice was lifted for a photo.</summary>
    Release = 11,

    /// <summary>A full recluster was applied.</summary>
    Recluster = 12,

    /// <summary>A contact was linked with a person.</summary>
    Contact = 13,

    /// <summary>An earlier act was taken back.</summary>
    Undo = 14,
}
