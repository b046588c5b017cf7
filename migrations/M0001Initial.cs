using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Recognize.Models.Persistence;

namespace Recognize.Migrations;

/// <summary>The first schema; see <c>0001_initial.sql</c>.</summary>
[DbContext(typeof(RecognizeDbContext))]
[Migration("0001_initial")]
internal sealed class M0001Initial : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) =>
        migrationBuilder.Sql(SqlResource.Read("0001_initial.sql"));
}
