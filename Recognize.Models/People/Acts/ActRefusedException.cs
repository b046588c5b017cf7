namespace Recognize.Models.People.Acts;

/// <summary>Why an act was not made.</summary>
public enum ActRefusal
{
    /// <summary>What it is about does not exist, or belongs to somebody else.</summary>
    NotFound,

    /// <summary>The request makes no sense, whatever the state of the data.</summary>
    Invalid,

    /// <summary>Somebody else changed it since the actor looked: look again.</summary>
    Changed,

    /// <summary>It contradicts what somebody said before, or a rule; the message says what and how to go on.</summary>
    Contradiction,
}

/// <summary>An act was refused, and nothing of it stored; the message is fit to be shown to the actor.</summary>
public sealed class ActRefusedException(ActRefusal refusal, string message, IReadOnlyList<Guid>? about = null)
    : Exception(message)
{
    public ActRefusal Refusal { get; } = refusal;

    /// <summary>What exactly stands in the way, in a word for programs that can offer a way on.</summary>
    public string Code { get; init; } = refusal switch
    {
        ActRefusal.NotFound => "not-found",
        ActRefusal.Invalid => "bad-act",
        ActRefusal.Changed => "changed",
        _ => "contradiction",
    };

    /// <summary>People, faces, files or acts that stand in the way, where there are such.</summary>
    public IReadOnlyList<Guid> About { get; } = about ?? [];
}
