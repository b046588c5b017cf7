using Recognize.Models.Jobs;
using Recognize.Models.Library;
using Recognize.Worker.Scanning;

namespace Recognize.Worker.Jobs.Handlers;

/// <summary>Makes the results of a library's files, or of those in some folders of it, due again; workers then make them anew.</summary>
internal sealed class AnalyseHandler(AnalysisRequests requests) : IJobHandler
{
    public string Kind => JobKinds.Analyse;

    public bool IsHeavy => false;

    public bool HeedsLimits => false;

    public bool IsPossible => true;

    public async Task<string> RunAsync(JobInHand job, CancellationToken cancellationToken)
    {
        var library = job.LibraryId ?? throw new JobRefusedException("The job names no library.");
        IReadOnlyList<string> paths;
        try
        {
            paths = ScanExtent.Parse(job.Subject) is { IsWhole: false } some ? some.Paths : [""];
        }
        catch (ScanPathException wrong)
        {
            throw new JobRefusedException(wrong.Message);
        }
        var due = 0;
        foreach (var path in paths)
            due += await requests.ReanalyseFolderAsync(library, path, null, AnalysisPriorities.Again, cancellationToken);
        return $$"""{"due":{{due}}}""";
    }
}
