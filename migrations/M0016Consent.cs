using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Recognize.Models.Persistence;

namespace Recognize.Migrations;

/// <summary>Answers for each contact, and approval by admins; see <c>0016_consent.sql</c>.</summary>
[DbContext(typeof(RecognizeDbContext))]
[Migration("0016_consent")]
internal sealed class M0016Consent : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) =>
        migrationBuilder.Sql(SqlResource.Read("0016_consent.sql"));
}
