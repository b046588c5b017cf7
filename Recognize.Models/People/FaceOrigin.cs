namespace Recognize.Models.People;

/// <summary>How a face came to be known. Stored as a small integer: never renumber.</summary>
public enum FaceOrigin
{
    /// <summary>Found by a detector.</summary>
    Detected = 0,

    /// <summary>
    /// Drawn by a user where a detector had missed it. Kept by every analysis; its vector is empty, and its pack version
    /// too, until a worker has described it.
    /// </summary>
    Drawn = 1,
}
