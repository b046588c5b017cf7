namespace Recognize.Models.Sealing;

/// <summary>Whether this process can open what is sealed, asked now and then. Thread-safe.</summary>
public sealed class FaceKeyState(OwnerKeys keys, TimeProvider clock)
{
    /// <summary>A key that was put back is noticed after so long.</summary>
    private static readonly TimeSpan AskEvery = TimeSpan.FromSeconds(15);

    private readonly Lock _gate = new();
    private DateTimeOffset _askAt;
    private string? _problem;

    /// <summary>What was found the last time; null also before it was asked.</summary>
    public string? LastProblem
    {
        get
        {
            lock (_gate)
                return _problem;
        }
    }

    /// <summary>Why no face work can be done here, in a sentence that names the file; null when it can.</summary>
    public async Task<string?> FindProblemAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        lock (_gate)
        {
            if (now < _askAt && _askAt - now <= AskEvery)
                return _problem;
            _askAt = now + AskEvery;
        }
        var problem = await keys.FindProblemAsync(cancellationToken);
        lock (_gate)
            return _problem = problem;
    }
}
