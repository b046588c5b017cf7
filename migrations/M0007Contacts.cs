using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Recognize.Models.Persistence;

namespace Recognize.Migrations;

/// <summary>Contacts, their portraits and their people; see <c>0007_contacts.sql</c>.</summary>
[DbContext(typeof(RecognizeDbContext))]
[Migration("0007_contacts")]
internal sealed class M0007Contacts : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) =>
        migrationBuilder.Sql(SqlResource.Read("0007_contacts.sql"));
}
