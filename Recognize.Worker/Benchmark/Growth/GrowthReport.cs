using System.Text.Json;
using System.Text.Json.Serialization;

namespace Recognize.Worker.Benchmark.Growth;

/// <summary>What was measured at several sizes; the JSON object of <c>--json</c>. Filled while it is measured.</summary>
internal sealed class GrowthReport
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    private readonly List<(GrowthSubject Subject, List<GrowthPoint> Points)> _measures = [];

    /// <summary>In the order in which they were measured first.</summary>
    public IReadOnlyList<GrowthMeasure> Measures =>
        [.. _measures.Select(measure => new GrowthMeasure(measure.Subject, measure.Points))];

    /// <param name="subject">What was measured.</param>
    /// <param name="size">Of the library; larger than those before.</param>
    /// <param name="value">In the unit of the subject.</param>
    /// <exception cref="ArgumentOutOfRangeException">The size does not follow, or the value is not above zero.</exception>
    public void Add(GrowthSubject subject, int size, double value)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value);
        var points = _measures.Find(measure => measure.Subject == subject).Points;
        if (points is null)
            _measures.Add((subject, points = []));
        else
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(size, points[^1].Size);
        points.Add(new GrowthPoint(size, value));
    }

    public string ToJson() => JsonSerializer.Serialize(this, Json);
}
