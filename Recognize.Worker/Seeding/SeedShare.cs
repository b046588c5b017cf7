namespace Recognize.Worker.Seeding;

/// <summary>Deals a number of things out to files, unevenly: most get none, some a handful, and nothing is left over.</summary>
internal sealed class SeedShare(SeedRandom random, int things, int files)
{
    private int _seen;
    private int _dealt;

    /// <summary>How many the next file gets.</summary>
    /// <param name="mayHave">False passes the file over.</param>
    public int Next(bool mayHave)
    {
        _seen++;
        var held = (int)((long)things * _seen / files) - _dealt;
        // The last files take what is left, whatever they are.
        var isLast = _seen == files;
        if (!isLast && (!mayHave || !random.IsOneOf(3)))
            return 0;
        _dealt += held;
        return held;
    }
}
