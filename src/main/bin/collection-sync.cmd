@echo off
rem Starts Collection Sync. JAVA_HOME chooses the JVM (17 or later), JAVA_OPTS reaches it.
setlocal
for %%I in ("%~dp0..") do set "HERE=%%~fI"
set "JAVA=java"
if defined JAVA_HOME set "JAVA=%JAVA_HOME%\bin\java"
rem a command is over before the JVM's second compiler has paid; the service is not
set "COMPILER=-XX:TieredStopAtLevel=1"
if "%~1"=="run" set "COMPILER="
rem out of memory ends it with 1 (ExitOnOutOfMemoryError: 3, which means held); the report lies beside the state
set "DATA=%HERE%"
if defined COLLECTION_SYNC_HOME set "DATA=%COLLECTION_SYNC_HOME%"
call :home %*
"%JAVA%" %COMPILER% -XX:+UseSerialGC -XX:+CrashOnOutOfMemoryError -XX:-CreateCoredumpOnCrash "-XX:ErrorFile=%DATA%\data\crash.log" --enable-native-access=ALL-UNNAMED -XX:+DisplayVMOutputToStderr -Xlog:disable -Xlog:all=error:stderr %JAVA_OPTS% "-Dcollection-sync.distribution=%HERE%" "-Dorg.sqlite.lib.path=%HERE%\lib\native" -cp "%HERE%\lib\*" io.collectionsync.Application %*
exit /b %ERRORLEVEL%
:home
if "%~1"=="" exit /b 0
if "%~1"=="--home" set "DATA=%~2"
shift
goto home
