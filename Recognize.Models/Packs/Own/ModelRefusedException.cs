namespace Recognize.Models.Packs.Own;

/// <summary>An owner's model that is not taken; the message says in plain words why, and what would help.</summary>
public sealed class ModelRefusedException : Exception
{
    public ModelRefusedException(string message) : base(message) { }

    public ModelRefusedException(string message, Exception inner) : base(message, inner) { }
}
