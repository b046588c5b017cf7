using System.ComponentModel;
using System.Text.Json;
using Recognize.Models.Erasure;
using Recognize.Models.Jobs;

namespace Recognize.Api.Erasure;

internal sealed record ErasureRequest
{
    [Description("faces (of the caller), library, person, user, or everything; others than the caller and everything: admins only.")]
    public required ErasureKind Kind { get; init; }

    [Description("Of the library, the person (also one who is not to be recognised) or the user; without it the caller.")]
    public Guid? Id { get; init; }

    [Description("The caller's password, for user and everything; not needed within five minutes of signing in.")]
    public string? Password { get; init; }

    [Description("For another user the name of that user; for everything the words: erase everything.")]
    public string? Confirmation { get; init; }
}

/// <summary>An erasure that waits for a worker now.</summary>
/// <param name="Id">See <c>GET /api/erasures/{id}</c>.</param>
/// <param name="Note">What to know about it, in sentences.</param>
internal sealed record ErasureAskedResponse(Guid Id, string Note);

/// <summary>An erasure: waiting, under way, or done.</summary>
/// <param name="TargetId">Of what was to be erased; null for everything.</param>
/// <param name="Done">How far it is: files, faces and tables.</param>
/// <param name="Report">Counts, and what may still be somewhere, without names; null before the end.</param>
/// <param name="Error">A sentence.</param>
internal sealed record ErasureResponse(
    Guid Id,
    ErasureKind? Kind,
    Guid? TargetId,
    JobState State,
    DateTimeOffset RequestedAt,
    DateTimeOffset? StartedAt,
    DateTimeOffset? FinishedAt,
    long? Done,
    JsonElement? Report,
    string? Error)
{
    public static ErasureResponse Of(JobRun run)
    {
        var isKnown = ErasureTarget.TryParse(run.Subject, out var target);
        return new ErasureResponse(
            run.Id, isKnown ? target.Kind : null, isKnown ? target.Id : null, run.State, run.RequestedAt, run.StartedAt,
            run.FinishedAt, run.Done, run.State == JobState.Succeeded ? JsonElement.Parse(run.Summary) : null, run.Error);
    }
}

/// <summary>Where a page of erasures ends.</summary>
internal sealed record ErasureKey(DateTimeOffset RequestedAt, Guid Id);
