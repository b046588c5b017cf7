using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Recognize.Models.Persistence;

namespace Recognize.Migrations;

/// <summary>Exports without faces; see <c>0018_covered_exports.sql</c>.</summary>
[DbContext(typeof(RecognizeDbContext))]
[Migration("0018_covered_exports")]
internal sealed class M0018CoveredExports : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) =>
        migrationBuilder.Sql(SqlResource.Read("0018_covered_exports.sql"));
}
