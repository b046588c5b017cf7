using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace Recognize.Models.Text;

/// <summary>
/// Puts letters and their marks together (Unicode's normalization form C), so that texts that look the same are the same: some
/// file systems and programs keep "é" as one character, others as an "e" and an accent.
/// </summary>
/// <remarks>
/// The framework does this only with the data of all cultures, which this program does without: its own method returns what
/// it is given. The method is that of Unicode Standard Annex 15; the data are those of Unicode 14, and by Unicode's stability
/// policy those of all later versions for the characters that it knows.
/// </remarks>
public static class UnicodeComposition
{
    /// <summary>Nothing below is a mark, or has another form.</summary>
    private const char LeastAffected = '\u0300';

    private const int SyllableBase = 0xAC00, LeadBase = 0x1100, VowelBase = 0x1161, TailBase = 0x11A7;
    private const int Leads = 19, Vowels = 21, Tails = 28;

    private static readonly Lazy<Tables> s_tables = new(ReadTables);

    /// <summary>The text with all letters composed; half a surrogate pair becomes U+FFFD.</summary>
    public static string Compose(string text)
    {
        if (!text.AsSpan().ContainsAnyInRange(LeastAffected, char.MaxValue))
            return text;
        var letters = new List<int>(text.Length);
        foreach (var rune in text.EnumerateRunes())
            Decompose(rune.Value, letters);
        Order(letters);
        Join(letters);
        var composed = new StringBuilder(letters.Count);
        foreach (var letter in letters)
            composed.Append(new Rune(letter));
        return composed.ToString();
    }

    private static void Decompose(int letter, List<int> into)
    {
        if (letter - SyllableBase is >= 0 and < Leads * Vowels * Tails and var syllable)
        {
            into.Add(LeadBase + (syllable / (Vowels * Tails)));
            into.Add(VowelBase + (syllable / Tails % Vowels));
            if (syllable % Tails > 0)
                into.Add(TailBase + (syllable % Tails));
        }
        else if (s_tables.Value.Parts.TryGetValue(letter, out var parts))
        {
            Decompose(parts.First, into);
            if (parts.Second != 0)
                into.Add(parts.Second);
        }
        else
        {
            into.Add(letter);
        }
    }

    /// <summary>Marks of one letter in the order of their classes; those of one class stay as they are.</summary>
    private static void Order(List<int> letters)
    {
        for (var at = 0; at < letters.Count; at++)
        {
            var first = at;
            while (at < letters.Count && ClassOf(letters[at]) != 0)
                at++;
            if (at - first < 2)
                continue;
            // Sorted at once, not mark by mark: somebody may send a million of them.
            var marks = letters.GetRange(first, at - first).OrderBy(ClassOf).ToList();
            for (var i = 0; i < marks.Count; i++)
                letters[first + i] = marks[i];
        }
    }

    /// <summary>Each mark joins the letter before it, unless a mark of its class, or another letter, stands between.</summary>
    private static void Join(List<int> letters)
    {
        var (starter, last, kept) = (-1, 0, 0);
        for (var at = 0; at < letters.Count; at++)
        {
            var (letter, letterClass) = (letters[at], ClassOf(letters[at]));
            if (starter >= 0 && (last == 0 || last < letterClass) && Pair(letters[starter], letter) is { } pair)
            {
                letters[starter] = pair;
                continue;
            }
            if (letterClass == 0)
                starter = kept;
            last = letterClass;
            letters[kept++] = letter;
        }
        letters.RemoveRange(kept, letters.Count - kept);
    }

    private static int? Pair(int first, int second)
    {
        if (first - LeadBase is >= 0 and < Leads and var lead && second - VowelBase is >= 0 and < Vowels and var vowel)
            return SyllableBase + (((lead * Vowels) + vowel) * Tails);
        if (first - SyllableBase is >= 0 and < Leads * Vowels * Tails and var syllable && syllable % Tails == 0
            && second - TailBase is > 0 and < Tails and var tail)
            return first + tail;
        return s_tables.Value.Pairs.TryGetValue((first, second), out var composed) ? composed : null;
    }

    private static int ClassOf(int letter) => s_tables.Value.Classes.GetValueOrDefault(letter);

    private static Tables ReadTables()
    {
        using var stream = typeof(UnicodeComposition).Assembly
            .GetManifestResourceStream(typeof(UnicodeComposition), "canonical-decompositions.txt")
            ?? throw new InvalidOperationException("The decompositions of letters are not embedded in the assembly.");
        using var reader = new StreamReader(stream);
        var parts = new Dictionary<int, (int, int)>();
        var pairs = new Dictionary<(int, int), int>();
        var classes = new Dictionary<int, byte>();
        while (reader.ReadLine() is { } line)
        {
            var words = line.TrimStart('-', '@').Split(' ');
            switch (line[0])
            {
                case '#':
                    break;
                case '@':
                    foreach (var range in words.Skip(1).Select(word => word.Split('-')))
                        for (var mark = Number(range[0]); mark <= Number(range[^1]); mark++)
                            classes.Add(mark, byte.Parse(words[0], CultureInfo.InvariantCulture));
                    break;
                default:
                    var two = (Number(words[1]), words.Length > 2 ? Number(words[2]) : 0);
                    parts.Add(Number(words[0]), two);
                    if (line[0] != '-')
                        pairs.Add(two, Number(words[0]));
                    break;
            }
        }
        return new Tables(parts.ToFrozenDictionary(), pairs.ToFrozenDictionary(), classes.ToFrozenDictionary());

        static int Number(string word) => int.Parse(word, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
    }

    /// <param name="Parts">What a letter is made of; the second is 0 where it is another letter in disguise.</param>
    /// <param name="Pairs">What two become together.</param>
    /// <param name="Classes">Of marks; what is not here is a letter, class 0.</param>
    private sealed record Tables(
        FrozenDictionary<int, (int First, int Second)> Parts,
        FrozenDictionary<(int First, int Second), int> Pairs,
        FrozenDictionary<int, byte> Classes);
}
