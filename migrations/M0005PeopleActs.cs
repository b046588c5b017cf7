using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Recognize.Models.Persistence;

namespace Recognize.Migrations;

/// <summary>What users do to people, and the log that takes it back; see <c>0005_people_acts.sql</c>.</summary>
[DbContext(typeof(RecognizeDbContext))]
[Migration("0005_people_acts")]
internal sealed class M0005PeopleActs : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) =>
        migrationBuilder.Sql(SqlResource.Read("0005_people_acts.sql"));
}
