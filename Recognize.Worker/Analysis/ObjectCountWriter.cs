using Npgsql;
using NpgsqlTypes;
using Recognize.Models.Objects;

namespace Recognize.Worker.Analysis;

/// <summary>Stores how many things of each sort a photo shows, with their boxes, in place of what was known before.</summary>
internal static class ObjectCountWriter
{
    /// <param name="connection">In the transaction that stores the tags, which are there already.</param>
    /// <param name="outcomes">Files in which things were counted.</param>
    /// <param name="cancellationToken">Gives up; then nothing is stored.</param>
    public static async Task WriteAsync(
        NpgsqlConnection connection, IReadOnlyList<AnalysisOutcome> outcomes, CancellationToken cancellationToken)
    {
        if (outcomes.Count == 0)
            return;

        await using var delete = new NpgsqlCommand("DELETE FROM object_counts WHERE media_id = ANY ($1)", connection);
        delete.Parameters.Add(new() { Value = outcomes.Select(outcome => outcome.Media.MediaId).ToArray() });
        await delete.ExecuteNonQueryAsync(cancellationToken);

        await using var rows = await connection.BeginBinaryImportAsync(
            "COPY object_counts (media_id, tag_id, count, boxes, scores) FROM STDIN (FORMAT BINARY)", cancellationToken);
        foreach (var outcome in outcomes)
        {
            foreach (var counted in outcome.Counted!)
            {
                await rows.StartRowAsync(cancellationToken);
                await rows.WriteAsync(outcome.Media.MediaId, NpgsqlDbType.Uuid, cancellationToken);
                await rows.WriteAsync(counted.Tag.Id, NpgsqlDbType.Text, cancellationToken);
                await rows.WriteAsync((short)counted.Count, NpgsqlDbType.Smallint, cancellationToken);
                await rows.WriteAsync(Flatten(counted.Boxes), NpgsqlDbType.Array | NpgsqlDbType.Real, cancellationToken);
                await rows.WriteAsync(
                    counted.Boxes.Select(item => item.Score).ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Real,
                    cancellationToken);
            }
        }
        await rows.CompleteAsync(cancellationToken);
    }

    private static float[] Flatten(IReadOnlyList<ObjectBox> boxes) =>
        [.. boxes.SelectMany(item => new[] { item.Box.X, item.Box.Y, item.Box.Width, item.Box.Height })];
}
