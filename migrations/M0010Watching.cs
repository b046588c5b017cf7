using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Recognize.Models.Persistence;

namespace Recognize.Migrations;

/// <summary>Schedules, watching and mount points of libraries; see <c>0010_watching.sql</c>.</summary>
[DbContext(typeof(RecognizeDbContext))]
[Migration("0010_watching")]
internal sealed class M0010Watching : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) =>
        migrationBuilder.Sql(SqlResource.Read("0010_watching.sql"));
}
