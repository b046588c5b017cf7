using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Recognize.Models.Persistence;

namespace Recognize.Migrations;

/// <summary>The time line by days; see <c>0019_timeline.sql</c>.</summary>
[DbContext(typeof(RecognizeDbContext))]
[Migration("0019_timeline")]
internal sealed class M0019Timeline : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) =>
        migrationBuilder.Sql(SqlResource.Read("0019_timeline.sql"));
}
