using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Recognize.Models.Persistence;

namespace Recognize.Migrations;

/// <summary>What the recognisers of every task store; see <c>0002_recognition.sql</c>.</summary>
[DbContext(typeof(RecognizeDbContext))]
[Migration("0002_recognition")]
internal sealed class M0002Recognition : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) =>
        migrationBuilder.Sql(SqlResource.Read("0002_recognition.sql"));
}
