namespace Recognize.Worker.Decoding;

/// <summary>A decoder ended, was ended for taking too long, or said nonsense, instead of answering.</summary>
internal sealed class DecoderDiedException(string message, bool tookTooLong = false, bool wasKilled = false) : Exception(message)
{
    /// <summary>It was ended by the worker: it went on beyond its time.</summary>
    public bool TookTooLong => tookTooLong;

    /// <summary>The system ended it, as it does when memory is short: no proof against the file.</summary>
    public bool WasKilled => wasKilled;
}

/// <summary>A decoder answered that it has made a mistake of its own; its text is for logs.</summary>
internal sealed class DecoderFaultException(string message) : Exception(message);
