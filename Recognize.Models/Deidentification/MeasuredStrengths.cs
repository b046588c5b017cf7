using System.Globalization;
using Recognize.Models.Deidentification.Measurement;
using YamlDotNet.Core;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace Recognize.Models.Deidentification;

/// <summary>Whether faces may be covered in a way.</summary>
/// <param name="IsAllowed">Only what was measured and held against every attack.</param>
/// <param name="Reason">A sentence with the figures.</param>
public sealed record CoverVerdict(bool IsAllowed, string Reason);

/// <summary>What was measured of each way of covering, read from <c>measured-strengths.yaml</c>: the product allows no other.</summary>
public sealed class MeasuredStrengths
{
    /// <summary>Share of people that may be found at most, by the best attack, at the upper bound of what was measured.</summary>
    public const double MostFound = 0.01;

    private static readonly Lazy<MeasuredStrengths> Embedded = new(ReadEmbedded);

    private MeasuredStrengths(IReadOnlyList<CoverFigures> figures) => Figures = figures;

    /// <summary>The figures built into this assembly.</summary>
    public static MeasuredStrengths Default => Embedded.Value;

    /// <summary>One for each way, in the order of the file.</summary>
    public IReadOnlyList<CoverFigures> Figures { get; }

    /// <summary>The ways that are allowed; of each method the weakest first, which shows the most.</summary>
    public IEnumerable<CoverChoice> Allowed => Figures.Where(IsStrongEnough).Select(figures => figures.Choice)
        .OrderBy(choice => choice.Method)
        .ThenBy(choice => choice.Method == CoverMethod.Pixelated ? -choice.Strength : choice.Strength);

    /// <summary>Whether a way is allowed, and why.</summary>
    public CoverVerdict Judge(CoverChoice choice)
    {
        if (!choice.IsMeaningful)
            return new CoverVerdict(false, string.Create(
                CultureInfo.InvariantCulture, $"{choice.Strength} is no strength of this method. {Possible(choice.Method)}"));
        var figures = Figures.FirstOrDefault(known => known.Choice == choice);
        if (figures is null)
            return new CoverVerdict(false, $"How well {choice} protects was not measured. {Possible(choice.Method)}");
        var way = Capital(choice);
        var (share, most) = (100.0 * figures.MostFound / figures.Probes, 100 * figures.UpperBound);
        return IsStrongEnough(figures)
            ? new CoverVerdict(true, string.Create(
                CultureInfo.InvariantCulture,
                $"{way}: {share:0.0} % of people still matched ({figures.MostFound} of {figures.Probes}, "
                + $"at most {most:0.0} % with 95 % confidence)."))
            : new CoverVerdict(false, string.Create(
                CultureInfo.InvariantCulture,
                $"{way}: {share:0.0} % of people still matched ({figures.MostFound} of {figures.Probes}, "
                + $"at most {most:0.0} % with 95 % confidence){(figures.IsComplete ? "" : ", and films were not tried")}; "
                + $"the limit is 1 %. {Possible(choice.Method)}"));
    }

    /// <summary>Reads figures from text.</summary>
    /// <exception cref="FormatException">They are not complete; the message says where.</exception>
    public static MeasuredStrengths Parse(string yaml)
    {
        var deserializer = new DeserializerBuilder()
            .WithNamingConvention(CamelCaseNamingConvention.Instance)
            .WithDuplicateKeyChecking()
            .Build();
        try
        {
            return new MeasuredStrengths(deserializer.Deserialize<StrengthsDocument>(yaml).ToFigures());
        }
        catch (YamlException error)
        {
            throw new FormatException($"The measured strengths cannot be read ({error.Start}): {error.Message}", error);
        }
    }

    private static bool IsStrongEnough(CoverFigures figures) => figures.IsComplete && figures.UpperBound <= MostFound;

    private string Possible(CoverMethod method)
    {
        var strengths = Allowed.Where(choice => choice.Method == method)
            .Select(choice => choice.Strength.ToString("0.###", CultureInfo.InvariantCulture)).ToList();
        return strengths.Count == 0
            ? "No strength of this method is allowed."
            : $"Allowed: {string.Join(", ", strengths)}.";
    }

    private static string Capital(CoverChoice choice)
    {
        var text = choice.ToString();
        return char.ToUpperInvariant(text[0]) + text[1..];
    }

    private static MeasuredStrengths ReadEmbedded()
    {
        using var stream = typeof(MeasuredStrengths).Assembly
            .GetManifestResourceStream(typeof(MeasuredStrengths), "measured-strengths.yaml")
            ?? throw new InvalidOperationException("The measured strengths are not embedded in the assembly.");
        using var reader = new StreamReader(stream);
        return Parse(reader.ReadToEnd());
    }
}
