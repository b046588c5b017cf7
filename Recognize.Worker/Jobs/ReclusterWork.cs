using Npgsql;
using Recognize.Models.Accounts;
using Recognize.Models.People.Reclustering;
using Recognize.Models.Sealing;
using Recognize.Worker.Analysis;
using Recognize.Worker.Grouping;

namespace Recognize.Worker.Jobs;

/// <summary>Takes up reclusters that were asked for. Jobs and the command line start the same work.</summary>
internal sealed class ReclusterWork(
    NpgsqlDataSource database, ReclusterLeases leases, ReclusterRunner runner, Recognisers recognisers,
    FaceConsentLedger consents, FaceKeyState keys)
{
    /// <summary>Whether this process could compute one.</summary>
    public bool IsPossible => recognisers.Faces is not null && keys.LastProblem is null;

    /// <summary>Whether a run waits for a worker.</summary>
    public async Task<bool> IsDueAsync(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            $"""
            SELECT EXISTS (
                SELECT 1 FROM recluster_runs
                WHERE state = {(int)ReclusterState.Requested} OR (state = {(int)ReclusterState.Running} AND lease_until < now()))
            """);
        return (bool)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>Computes one run, if there is one to take.</summary>
    /// <param name="runId">This one only; null takes the oldest.</param>
    /// <param name="cancellationToken">Stops the work and gives the run back.</param>
    /// <returns>False when there was none, or another worker has it.</returns>
    public async Task<bool> RunNextAsync(Guid? runId, CancellationToken cancellationToken)
    {
        if (recognisers.Faces is not { } faces)
            return false;
        if (await leases.ClaimAsync(runId, cancellationToken) is not { } run)
            return false;
        if (await RefusalAsync(run.OwnerId, faces.PackVersion, cancellationToken) is { } refusal)
        {
            await leases.FailedAsync(run, refusal, cancellationToken);
            return true;
        }
        await runner.RunAsync(run, faces.PackVersion, faces.SimilarityLimits, cancellationToken);
        return true;
    }

    /// <summary>Why an owner's faces cannot be grouped now, in one sentence; null when they can.</summary>
    private async Task<string?> RefusalAsync(Guid ownerId, string packVersion, CancellationToken cancellationToken)
    {
        if (!await consents.IsGivenAsync(ownerId, cancellationToken))
            return "The owner has not agreed to face recognition.";
        if (await keys.FindProblemAsync(cancellationToken) is not null)
            return KeysUnavailableException.ForUsers;
        await using var command = database.CreateCommand("SELECT pack_version FROM face_versions WHERE owner_id = $1");
        command.Parameters.Add(new() { Value = ownerId });
        return await command.ExecuteScalarAsync(cancellationToken) switch
        {
            null => "No face has been found yet.",
            string version when version != packVersion =>
                "The faces are being described anew by other models; ask again when that is done.",
            _ => null,
        };
    }
}
