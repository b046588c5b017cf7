using System.ComponentModel;
using Microsoft.AspNetCore.Mvc;
using Recognize.Api.Http;
using Recognize.Models.Library;
using Recognize.Models.Media;

namespace Recognize.Api.Media;

/// <summary>Which files a list shows; every filter narrows it further.</summary>
internal sealed class MediaQuery
{
    [FromQuery(Name = "kind"), Description("Only one kind: photo, video or audio.")]
    public NameOf<MediaKind>? Kind { get; init; }

    [FromQuery(Name = "tag"), Description("Only files with the tag of this id.")]
    public string? Tag { get; init; }

    [FromQuery(Name = "person"), Description("Only files with a face of the person of this id.")]
    public Guid? Person { get; init; }

    [FromQuery(Name = "from"), Description("Only files of this time or later.")]
    public DateTimeOffset? From { get; init; }

    [FromQuery(Name = "to"), Description("Only files earlier than this time.")]
    public DateTimeOffset? To { get; init; }

    [FromQuery(Name = "state"), Description("Only files with a task in this state: due, running, done, failed, quarantined, withheld or waiting.")]
    public NameOf<AnalysisState>? State { get; init; }
}
