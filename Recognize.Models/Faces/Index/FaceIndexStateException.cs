namespace Recognize.Models.Faces.Index;

/// <summary>
/// A saved index cannot be used: it is damaged, or belongs to another version, model pack or length of vectors. The
/// remedy is always the same: start with an empty index and add the faces again.
/// </summary>
public sealed class FaceIndexStateException : Exception
{
    /// <param name="reason">What is wrong, in plain words.</param>
    /// <param name="cause">What was caught, if anything.</param>
    public FaceIndexStateException(string reason, Exception? cause = null)
        : base(reason, cause)
    {
    }
}
