using Recognize.Models.Deidentification.Measurement;

namespace Recognize.Models.Deidentification;

/// <summary>The file of figures as it is written, before its rules are checked.</summary>
internal sealed class StrengthsDocument
{
    public string Measured { get; set; } = "";

    public string Data { get; set; } = "";

    public int Probes { get; set; }

    public long StrangerPairs { get; set; }

    public List<string> Recognisers { get; set; } = [];

    /// <summary>Faces looked for uncovered, where another number than the file's.</summary>
    public int? BeforeProbes { get; set; }

    public List<int> Before { get; set; } = [];

    public List<WayEntry> Ways { get; set; } = [];

    public List<CoverFigures> ToFigures()
    {
        if (Probes <= 0 || Recognisers.Count < 2 || Before.Count != Recognisers.Count || Ways.Count == 0)
            throw new FormatException("The measured strengths need probes, two recognisers, what they find before, and ways.");
        return Ways.ConvertAll(way => way.ToFigures(Probes, Recognisers));
    }

    internal sealed class WayEntry
    {
        /// <summary>Where another number than the file's.</summary>
        public int? Probes { get; set; }

        public CoverMethod Method { get; set; }

        public double Strength { get; set; }

        public List<int> Fixed { get; set; } = [];

        public List<int> Calibrated { get; set; } = [];

        public List<int> Parrot { get; set; } = [];

        public List<int> Film { get; set; } = [];

        public CoverFigures ToFigures(int usualProbes, List<string> recognisers)
        {
            var probes = Probes ?? usualProbes;
            var choice = new CoverChoice(Method, Strength);
            var attacks = new List<AttackFigure>();
            foreach (var (attack, found, isNeeded) in new[]
            {
                (CoverAttack.Fixed, Fixed, true), (CoverAttack.Calibrated, Calibrated, true),
                (CoverAttack.Parrot, Parrot, true), (CoverAttack.Film, Film, false),
            })
            {
                if (found.Count != recognisers.Count && (isNeeded || found.Count > 0))
                    throw new FormatException($"The measured strengths give {found.Count} figures for {attack} of {choice}.");
                attacks.AddRange(found.Select((count, at) => count >= 0 && count <= probes
                    ? new AttackFigure(attack, recognisers[at], count)
                    : throw new FormatException($"The measured strengths find {count} of {probes} for {attack} of {choice}.")));
            }
            return new CoverFigures(choice, probes, attacks);
        }
    }
}
