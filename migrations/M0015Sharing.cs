using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Recognize.Models.Persistence;

namespace Recognize.Migrations;

/// <summary>Albums, and shares of albums and libraries; see <c>0015_sharing.sql</c>.</summary>
[DbContext(typeof(RecognizeDbContext))]
[Migration("0015_sharing")]
internal sealed class M0015Sharing : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) =>
        migrationBuilder.Sql(SqlResource.Read("0015_sharing.sql"));
}
