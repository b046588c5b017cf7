using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Recognize.Models.Persistence;

namespace Recognize.Migrations;

/// <summary>Counts of months and the latest failures; see <c>0021_month_counts.sql</c>.</summary>
[DbContext(typeof(RecognizeDbContext))]
[Migration("0021_month_counts")]
internal sealed class M0021MonthCounts : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) =>
        migrationBuilder.Sql(SqlResource.Read("0021_month_counts.sql"));
}
