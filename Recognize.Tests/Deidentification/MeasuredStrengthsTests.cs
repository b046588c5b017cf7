using Recognize.Models.Deidentification;

namespace Recognize.Tests.Deidentification;

public sealed class MeasuredStrengthsTests
{
    private const string Some =
        """
        measured: today
        data: some
        probes: 1000
        strangerPairs: 900000
        recognisers: [one, other]
        before: [980, 990]
        ways:
        - { method: Pixelated, strength: 8, fixed: [0, 0], calibrated: [123, 5], parrot: [1, 1] }
        - { method: Pixelated, strength: 4, fixed: [0, 0], calibrated: [1, 2], parrot: [3, 4], film: [1, 1] }
        - { method: Pixelated, strength: 5, fixed: [0, 0], calibrated: [1, 2], parrot: [3, 4], film: [12, 1] }
        - { method: Blurred, strength: 0.4, fixed: [0, 0], calibrated: [0, 0], parrot: [0, 0] }
        """;

    [Fact]
    public void Judge_AllowsAWay_ThatHoldsAgainstEveryAttack()
    {
        var verdict = MeasuredStrengths.Parse(Some).Judge(new CoverChoice(CoverMethod.Pixelated, 4));

        Assert.True(verdict.IsAllowed);
        Assert.Contains("0.4 % of people still matched (4 of 1000", verdict.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(CoverMethod.Pixelated, 8, "8 squares across the face: 12.3 % of people still matched (123 of 1000")]
    [InlineData(CoverMethod.Pixelated, 5, "1.2 % of people still matched")]
    [InlineData(CoverMethod.Pixelated, 4.5, "was not measured. Allowed: 4.")]
    [InlineData(CoverMethod.Pixelated, 0, "no strength")]
    [InlineData(CoverMethod.Blurred, 0.4, "No strength of this method is allowed")]
    public void Judge_RefusesAWayWithItsFigures_WhenItFailsOrWasNotMeasured(CoverMethod method, double strength, string expected)
    {
        var verdict = MeasuredStrengths.Parse(Some).Judge(new CoverChoice(method, strength));

        Assert.False(verdict.IsAllowed);
        Assert.Contains(expected, verdict.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Default_AllowsEachMethodInSomeStrength_AndNoWeakOne()
    {
        var strengths = MeasuredStrengths.Default;

        Assert.Equal(
            Enum.GetValues<CoverMethod>(), strengths.Allowed.Select(choice => choice.Method).Distinct().Order());
        foreach (var figures in strengths.Figures.Where(figures => strengths.Judge(figures.Choice).IsAllowed))
        {
            Assert.True(figures.UpperBound <= 0.01, $"{figures.Choice}");
            Assert.Equal(4, figures.Attacks.Select(attack => attack.Attack).Distinct().Count());
            Assert.Equal(2, figures.Attacks.Select(attack => attack.Recogniser).Distinct().Count());
        }
        Assert.False(strengths.Judge(new CoverChoice(CoverMethod.Blurred, 0.05)).IsAllowed);
        Assert.False(strengths.Judge(new CoverChoice(CoverMethod.Pixelated, 16)).IsAllowed);
    }

    [Theory]
    [InlineData("probes: 1000", "probes: 0")]
    [InlineData("recognisers: [one, other]", "recognisers: [one]")]
    [InlineData("parrot: [1, 1]", "parrot: [1]")]
    [InlineData("calibrated: [123, 5]", "calibrated: [1230, 5]")]
    [InlineData("method: Pixelated, strength: 8", "method: Hopeful, strength: 8")]
    public void Parse_IsRefused_WhenFiguresAreMissingOrImpossible(string good, string bad) =>
        Assert.Throws<FormatException>(() => MeasuredStrengths.Parse(Some.Replace(good, bad, StringComparison.Ordinal)));
}
