namespace Recognize.Tests.Chaos;

/// <summary>How much of everything there is in a run.</summary>
/// <param name="Files">Good ones.</param>
/// <param name="Poison">Files that take a worker down.</param>
/// <param name="ProbeSeconds">What a track takes at least, so that the work outlasts what disturbs it on any machine.</param>
/// <param name="KillEvery">A worker is killed as often.</param>
/// <param name="CutFor">Long enough for the server to give the worker up.</param>
/// <param name="HangFor">A worker stands still for longer than its leases; zero leaves it out.</param>
/// <param name="Patience">For the run as a whole.</param>
internal sealed record ChaosPlan(
    int Files, int Poison, double ProbeSeconds, TimeSpan KillEvery, TimeSpan CutFor, TimeSpan HangFor, TimeSpan Patience)
{
    /// <summary>In a minute or so, each kind of disturbance at least once.</summary>
    public static ChaosPlan Short { get; } = new(
        300, 2, 2, TimeSpan.FromSeconds(8), TimeSpan.FromSeconds(25), TimeSpan.Zero, TimeSpan.FromMinutes(8));

    public static ChaosPlan Whole { get; } = new(
        2000, 4, 2, TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(45), TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(45));
}
