namespace Recognize.Models.Packs.Import;

/// <summary>The notes that many TFLite files carry about themselves (metadata_schema.fbs of TFLite Support).</summary>
internal static class TfliteNotes
{
    private const int MostNotes = 64;
    private const int NormalizationOptions = 1;

    /// <summary>How the notes say a float input is made from bytes; null when they do not say.</summary>
    public static TfliteNormalization? Normalization(FlatTable model, FlatTable[] buffers)
    {
        foreach (var entry in model.Tables(6, MostNotes).Where(entry => entry.Text(0) == "TFLITE_METADATA"))
        {
            var number = entry.Int32(1);
            if (number < 0 || number >= buffers.Length || buffers[number].Bytes(0) is not { IsEmpty: false } bytes)
                continue;
            var input = new FlatBuffer(bytes).Root.Tables(3, MostNotes).FirstOrNull()?.Tables(2, MostNotes).FirstOrNull();
            var steps = input?.Tables(4, MostNotes) ?? [];
            var step = steps.Where(unit => unit.Byte(0) == NormalizationOptions).FirstOrNull()?.Table(1);
            // One pair for all colours, or one for each; pairs that differ by colour are not in use.
            if (step?.Singles(0, 4) is [var mean, ..] && step?.Singles(1, 4) is [var deviation, ..]
                && float.IsFinite(mean) && float.IsFinite(deviation) && deviation > 0)
            {
                return new TfliteNormalization(mean, deviation);
            }
        }
        return null;
    }

    private static FlatTable? FirstOrNull(this IEnumerable<FlatTable> tables)
    {
        foreach (var table in tables)
            return table;
        return null;
    }
}
