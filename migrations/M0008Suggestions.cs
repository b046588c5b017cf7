using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Recognize.Models.Persistence;

namespace Recognize.Migrations;

/// <summary>Questions to users, and faces that could not be described; see <c>0008_suggestions.sql</c>.</summary>
[DbContext(typeof(RecognizeDbContext))]
[Migration("0008_suggestions")]
internal sealed class M0008Suggestions : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) =>
        migrationBuilder.Sql(SqlResource.Read("0008_suggestions.sql"));
}
